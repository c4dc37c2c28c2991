"""The exit codes of `sekisho-client`, documented in its help."""

import enum

from client.errors import ClientError, NoScreenError, StateError, UnreachableError


class Exit(enum.IntEnum):
    """What a calling program learns."""

    DONE = 0
    REFUSED = 1  # the gateway, or a check of ours, said no; the sentence is on standard error
    USAGE = 2  # the command line makes no sense
    STATE = 3  # the state directory, the key or a file cannot be used
    UNREACHABLE = 4  # the gateway does not answer


def exit_of(error: ClientError) -> Exit:
    """The exit code for *error*."""
    match error:
        case NoScreenError():
            return Exit.USAGE
        case StateError():
            return Exit.STATE
        case UnreachableError():
            return Exit.UNREACHABLE
        case _:
            return Exit.REFUSED
