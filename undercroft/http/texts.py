"""Text that PostgreSQL can store."""

from typing import Annotated

from msgspec import Meta

# Limit its length with Annotated[Text, Meta(max_length=...)].
Text = Annotated[str, Meta(pattern=r"^[^\x00]*$", description="The character NUL is not allowed.")]
