"""Sign up, look, change the name, and sometimes leave."""

from tests.soak.ledger import Fate, SignUp
from tests.soak.shop import Shopper


async def sign_up(shopper: Shopper) -> None:
    email = f"{shopper.shop.next_name('user')}@example.org"
    entry = shopper.ledger.sign_up(email, "New")
    answer = await shopper.do("createUser", "POST", "/users", json={"email": email, "name": "New"})
    if answer.status == 201:
        entry.make(answer.json["id"])
    elif answer.status == 409 and answer.is_uncertain:
        entry.make(None)  # an attempt before was carried out
    elif answer.is_refusal:
        entry.refuse()
    if entry.id is None:
        return
    await shopper.think()
    read = await shopper.read("getUser", f"/users/{entry.id}")
    if read is None:
        return
    if shopper.random.random() < 0.5:
        await _rename(shopper, entry, read["version"])
    if shopper.random.random() < 0.1:
        await _leave(shopper, entry)
    else:
        shopper.shop.customers.append(entry)


async def _rename(shopper: Shopper, entry: SignUp, version: int) -> None:
    name = shopper.shop.next_name("Name")
    before, entry.names = entry.names, {*entry.names, name}
    headers = {"If-Match": f'"{version}"'}
    answer = await shopper.do("patchUser", "PATCH", f"/users/{entry.id}", json={"name": name}, headers=headers)
    if answer.status == 200:
        entry.names = {name}
    elif answer.is_refusal:
        entry.names = before


async def _leave(shopper: Shopper, entry: SignUp) -> None:
    entry.left = Fate.UNKNOWN
    answer = await shopper.do("deleteUser", "DELETE", f"/users/{entry.id}")
    if answer.status == 204 or (answer.status == 404 and answer.is_uncertain):
        entry.left = Fate.MADE
