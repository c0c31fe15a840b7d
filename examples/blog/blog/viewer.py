"""Who is calling: the user of the key."""

from examples.blog.generated.keys import FindKeyRow
from undercroft.http.requests import AnyRequest


def viewer(request: AnyRequest) -> int:
    key: FindKeyRow = request.auth
    return key.user_id
