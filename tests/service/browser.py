"""The page at /schema in a real browser, headless."""

import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DESKTOP, PHONE = (1280, 900), (390, 844)

expect.set_options(timeout=30_000)  # as long as all else may take: machines can be busy


class Call(NamedTuple):
    """The form of a call."""

    form: Locator

    @property
    def status(self) -> Locator:
        return self.form.get_by_role("status")

    @property
    def body(self) -> Locator:
        return self.form.get_by_label("Body of the answer")

    @property
    def curl(self) -> Locator:
        return self.form.locator(".curl")

    async def fill(self, label: str, value: str) -> None:
        await self.form.get_by_label(label).fill(value)

    async def press(self, button: str) -> None:
        await self.form.get_by_role("button", name=button).click()

    async def send(self, status: str) -> None:
        """Send it, and wait for an answer that begins like this."""
        await self.press("Send")
        await self.says(status)

    async def says(self, status: str) -> None:
        await expect(self.status).to_have_text(re.compile(f"^{re.escape(status)}"))

    async def header(self, name: str) -> str:
        lines = await self.form.locator(".headers pre").text_content() or ""
        return dict(line.split(": ", 1) for line in lines.splitlines())[name]


class SchemaPage:
    """The page, with what the browser complained of and whom it asked."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.hosts: set[str | None] = set()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(error.message))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))

    def _heard(self, message: ConsoleMessage) -> None:
        # A call that fails is an error for the browser, but an answer for the page.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    async def open(self, operation: str) -> Call:
        """Open a call by a click on its line."""
        line = self.page.locator(f"#{operation}")
        await line.locator("> summary").click()
        return Call(line.locator("form"))

    async def give_key(self, key: str) -> None:
        await self.page.get_by_label("Key", exact=True).fill(key)

    async def shown_calls(self) -> list[str]:
        return await self.page.eval_on_selector_all(".call:not([hidden])", "all => all.map(each => each.id)")


@asynccontextmanager
async def launched() -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        await browser.close()
