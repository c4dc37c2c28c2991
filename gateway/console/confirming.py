"""Dangerous acts are asked for twice: what will happen is told, and a factor shown lately or now."""

from dataclasses import dataclass

from aiohttp import web

from gateway.console.web import Visitor
from gateway.errors import RefusedError

SURE = "sure"


@dataclass(frozen=True, slots=True)
class Question:
    """What the visitor is asked: the key of the words, and what they name."""

    key: str
    n: object = ""
    subjects: tuple[str, ...] = ()  # shown as a list
    back: str = "/"


async def ask(visitor: Visitor, question: Question) -> web.Response | None:
    """None when the visitor is sure and has proved it; the page that asks, otherwise."""
    problem = ""
    if visitor.form.get(SURE) == "yes":
        code = visitor.form.get("code", "").strip()
        if visitor.me.proved(visitor.now):
            return None
        if code:
            try:
                await visitor.sign_in.prove(visitor.me, code)
            except RefusedError as error:
                problem = visitor.told(error)
            else:
                return None
        else:
            problem = visitor.say("confirm.code_needed")
    hidden = [
        (name, value)
        for name, values in visitor.lists.items()
        if name not in {"form", SURE, "code"}
        for value in values
    ]
    return visitor.page(
        "confirm.html",
        status=422 if problem else 200,
        problem=problem,
        question=visitor.say(question.key, n=question.n),
        subjects=question.subjects[:20],
        more=max(0, len(question.subjects) - 20),
        hidden=hidden,
        proved=visitor.me.proved(visitor.now),
        back=question.back,
    )
