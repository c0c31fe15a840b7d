"""URLs as they may be shown."""

import re


def mask(url: str) -> str:
    """The URL without its password."""
    url = re.sub(r"(?<=://)([^:@/?]*):.*@", r"\1:***@", url, flags=re.DOTALL)
    return re.sub(r"([?&]\w*password=)[^&]*", r"\1***", url)
