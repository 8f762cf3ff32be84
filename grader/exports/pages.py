"""Fills the page templates: every value is escaped, and nothing but the page's own script may run or load."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.messages.texts import Texts

TEMPLATES = "grader.exports"


def render_page(template: str, texts: Texts, script: str | None = None, **values: Any) -> str:
    """Returns a page of its own: style and script are in it.

    Args:
        script: the file of its script; a page without one runs none.
    """
    code = asset(script) if script else ""
    return environment().get_template(template).render(
        t=texts.word, verdict=texts.verdict, language=texts.own, style=asset("page.css"), script=code,
        policy=content_policy(code), **values)


def content_policy(script: str) -> str:
    """Returns what the browser may do for the page: show its text, style and pictures, and run the one script."""
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    scripts = f"'sha256-{digest}'" if script else "'none'"
    return (f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {scripts}; base-uri 'none'; "
            "form-action 'none'")


@cache
def environment() -> Environment:
    """Returns the templates' surroundings; a value that is not given is an error."""
    return Environment(loader=PackageLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True)


@cache
def asset(name: str) -> Markup:
    """Returns a style sheet or script of ours, to be put into the page as it is."""
    return Markup((files(TEMPLATES) / "templates" / name).read_text(encoding="utf-8"))  # noqa: S704 — our own file
