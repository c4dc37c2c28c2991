"""What each reason means for the person's next step: which are nobody's decision, which are about this PC."""

from typing import Final

from wire.reasons import Reason

POSTURE: Final = frozenset(
    {
        Reason.POSTURE_MISSING,
        Reason.POSTURE_STALE,
        Reason.ANTIVIRUS_MISSING,
        Reason.ANTIVIRUS_STOPPED,
        Reason.ANTIVIRUS_STALE,
        Reason.OS_UNSUPPORTED,
        Reason.OS_OUTDATED,
        Reason.FIREWALL_OFF,
        Reason.NOT_A_PC,
    }
)
# Endings that are nobody's decision: the client may come back by itself.
PASSING: Final = frozenset({Reason.LINE_LOST, Reason.SERVICE_STOPPING})
# Refusals that a session just lost may cause: the office side has not noticed the loss yet, or we came back too soon.
SETTLING: Final = frozenset(
    {Reason.PC_BUSY, Reason.PC_OFF, Reason.SECOND_LOGIN, Reason.INTERNAL, Reason.TIMEOUT, Reason.TOO_FAST}
)
