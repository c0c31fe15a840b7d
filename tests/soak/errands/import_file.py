"""Import users from a file of new addresses: all of them, or none."""

import csv
import io
import json

from tests.soak.shop import Shopper


async def import_file(shopper: Shopper) -> None:
    shop, random = shopper.shop, shopper.random
    emails = [f"{shop.next_name('row')}@example.org" for _ in range(random.randint(5, 100))]
    media_type, body = ("text/csv", _csv(emails)) if random.random() < 0.5 else ("application/x-ndjson", _lines(emails))
    entry = shopper.ledger.file(emails)
    async with shop.importing:
        answer = await shopper.do(
            "importUsers", "POST", "/users/import", content=body, headers={"Content-Type": media_type}
        )
    if answer.is_refusal:
        entry.refuse()
    elif answer.status == 200:
        entry.make()
        # An attempt before may have inserted them all.
        if answer.json["inserted"] not in ({len(emails), 0} if answer.is_uncertain else {len(emails)}):
            shopper.wrong(f"an import of {len(emails)} new rows inserted {answer.json['inserted']}")


def _csv(emails: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([("email", "name"), *((email, "Row") for email in emails)])
    return text.getvalue()


def _lines(emails: list[str]) -> str:
    return "".join(json.dumps({"email": email, "name": "Row"}) + "\n" for email in emails)
