"""Debian's Chromium, driven by Playwright, on a gateway that runs in the test's own event loop."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from gateway.console.web import COOKIE
from gateway.secret import Secret

CHROMIUM: Final = "chromium"


@dataclass
class Window:
    """One person's browser. `complaints` are what its console said and what was not served."""

    context: BrowserContext
    page: Page
    root: str
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str) -> int:
        """Go to *path*; returns the status."""
        answer = await self.page.goto(self.root + path)
        return answer.status if answer else 0

    async def main(self) -> str:
        """The words of the page's middle."""
        return await self.page.inner_text("main")

    async def press(self, name: str) -> None:
        """Press the button *name*, and wait for what follows."""
        await self.page.get_by_role("button", name=name, exact=True).first.click()
        await self.page.wait_for_load_state()


def sandbox() -> list[str]:
    """What the browser's command line says of its sandbox: root has none to give, and what is opened is our own."""
    return ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser, without a screen."""
    path = shutil.which(CHROMIUM)
    if path is None:
        raise FileNotFoundError("chromium is missing: run deploy/packages.sh deploy/apt/test.txt")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=sandbox())
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def window(
    browser: Browser, root: str, secret: Secret[str] | None = None, *, lang: str = "ja-JP", width: int = 1280
) -> AsyncIterator[Window]:
    """A new person's window on *root*, signed in with *secret* when there is one."""
    context = await browser.new_context(
        ignore_https_errors=True,  # the authority's certificate is `certs.tls`'s test
        viewport={"width": width, "height": 900},
        locale=lang,
        timezone_id="Asia/Tokyo",
    )
    if secret is not None:
        await context.add_cookies(
            [
                {
                    "name": COOKIE,
                    "value": secret.reveal(),
                    "url": root,
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )
    found = Window(context, await context.new_page(), root)

    def heard(told: ConsoleMessage) -> None:
        if told.type in {"error", "warning"}:
            found.complaints.append(f"{told.type}: {told.text}")

    found.page.on("console", heard)
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    try:
        yield found
    finally:
        await context.close()
