"""Who may say what, and when: all legal transitions, as one table.

The table is blind to which side we are: each side runs every message, sent or received, through it, so that
neither can cheat. `docs/wire.md` is drawn from it.
"""

import enum
from typing import Final

from wire import messages as m
from wire.message import Message


class Conversation(enum.StrEnum):
    """The four conversations; also the names of the SSH subsystems that carry them."""

    ENROL = "enrol"
    ATTEND = "attend"
    JOIN = "join"
    SCREEN = "screen"


class Side(enum.StrEnum):
    """Who speaks: the one that opened the channel, or the one that answers."""

    OPENER = "opener"
    ANSWERER = "answerer"

    @property
    def other(self) -> "Side":
        """The opposite side."""
        return Side.ANSWERER if self is Side.OPENER else Side.OPENER


class State(enum.StrEnum):
    """Where a conversation stands."""

    START = "start"
    WAITING = "waiting"  # the opener has asked for entry; the answerer decides
    PROVING = "proving"  # enrol: the authenticator must show one code
    CHECKING = "checking"  # enrol: the answerer checks that code
    STANDING = "standing"  # entry granted; the conversation goes on
    OPENING = "opening"  # join: an office PC has been asked for
    OVER = "over"


Key = tuple[State, Side, type[Message]]
_O, _A, _S = Side.OPENER, Side.ANSWERER, State

TRANSITIONS: Final[dict[Conversation, dict[Key, State]]] = {
    Conversation.ENROL: {
        (_S.START, _O, m.Spend): _S.WAITING,
        (_S.WAITING, _A, m.TotpOffer): _S.PROVING,
        (_S.PROVING, _O, m.TotpConfirm): _S.CHECKING,
        (_S.CHECKING, _A, m.Refused): _S.PROVING,
        (_S.CHECKING, _A, m.Certified): _S.OVER,
        (_S.WAITING, _A, m.Certified): _S.OVER,
        (_S.WAITING, _A, m.Refused): _S.OVER,
    },
    Conversation.ATTEND: {
        (_S.START, _O, m.Attend): _S.WAITING,
        (_S.WAITING, _A, m.Attending): _S.STANDING,
        (_S.STANDING, _A, m.Offer): _S.STANDING,
        (_S.STANDING, _O, m.OfferAccepted): _S.STANDING,
        (_S.STANDING, _O, m.OfferRefused): _S.STANDING,
        (_S.STANDING, _A, m.NewOverlay): _S.STANDING,
        (_S.STANDING, _A, m.NewPolicy): _S.STANDING,
        (_S.STANDING, _A, m.Withdraw): _S.STANDING,
        (_S.STANDING, _O, m.SessionOver): _S.STANDING,
        (_S.STANDING, _O, m.Renew): _S.STANDING,
        (_S.STANDING, _A, m.Renewed): _S.STANDING,
    },
    Conversation.JOIN: {
        (_S.START, _O, m.Join): _S.WAITING,
        (_S.WAITING, _A, m.Refused): _S.START,
        (_S.WAITING, _A, m.Admitted): _S.STANDING,
        (_S.STANDING, _O, m.Report): _S.STANDING,
        (_S.STANDING, _O, m.Close): _S.STANDING,
        (_S.STANDING, _A, m.Pcs): _S.STANDING,
        (_S.STANDING, _A, m.Ended): _S.STANDING,
        (_S.STANDING, _O, m.Open): _S.OPENING,
        (_S.OPENING, _O, m.Report): _S.OPENING,
        (_S.OPENING, _O, m.Close): _S.OPENING,
        (_S.OPENING, _A, m.Pcs): _S.OPENING,
        (_S.OPENING, _A, m.Ended): _S.OPENING,
        (_S.OPENING, _A, m.Refused): _S.STANDING,
        (_S.OPENING, _A, m.Opened): _S.STANDING,
    },
    Conversation.SCREEN: {
        (_S.START, _O, m.View): _S.STANDING,
        **{(_S.STANDING, _A, kind): _S.STANDING for kind in (m.Screen, m.Picture, m.Cursor, m.Blanked, m.Pong)},
        **{
            (_S.STANDING, _O, kind): _S.STANDING
            for kind in (m.Ack, m.Key, m.Pointer, m.Button, m.Wheel, m.ReleaseAll, m.Refresh, m.Resize, m.Ping)
        },
    },
}

# Either side may say Bye at any time before the end, and nothing may follow it.
for _table in TRANSITIONS.values():
    for _state in State:
        if _state is not State.OVER:
            for _side in Side:
                _table[_state, _side, m.Bye] = State.OVER
