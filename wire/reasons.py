"""Why something was refused or ended: a closed set, so that each has a sentence and a metric label.

Knows only the names. The sentences that people read are with the program that shows them.
"""

import enum


class Reason(enum.StrEnum):
    """One cause of a refusal or an ending, as it travels and as it is logged."""

    # who and whether
    CERTIFICATE = "certificate"  # expired, of another authority, or of the wrong kind
    REVOKED = "revoked"  # the ID, its device or its certificate was revoked
    SUSPENDED = "suspended"  # the ID or its organisation is suspended
    EXPIRED = "expired"  # the ID was valid until a date, which is over
    OUT_OF_HOURS = "out_of_hours"  # the organisation does not work at this hour
    WRONG_CODE = "wrong_code"  # the one-time code did not match
    USED_CODE = "used_code"  # the one-time code was right but has been used
    LOCKED = "locked"  # too many wrong codes: the login rests
    TOO_FAST = "too_fast"  # a code was tried before the growing delay was over
    TICKET = "ticket"  # the resume ticket is unknown, used or too old, or the stay is: a code is needed
    TOO_MANY_TRIES = "too_many_tries"  # the connection has used up its tries
    TIMEOUT = "timeout"  # the step was not finished in time
    VERSION = "version"  # the program is too old or too new for this gateway
    # enrolment
    INVITATION = "invitation"  # the invitation is unknown, expired or of another kind
    INVITATION_SPENT = "invitation_spent"  # the invitation was used before
    MY_NUMBER = "my_number"  # the office PC is of the My Number segment
    # posture
    POSTURE_MISSING = "posture_missing"  # no report, or one that cannot be read
    POSTURE_STALE = "posture_stale"  # the last report is older than 90 s
    ANTIVIRUS_MISSING = "antivirus_missing"
    ANTIVIRUS_STOPPED = "antivirus_stopped"
    ANTIVIRUS_STALE = "antivirus_stale"
    OS_UNSUPPORTED = "os_unsupported"
    OS_OUTDATED = "os_outdated"
    FIREWALL_OFF = "firewall_off"
    ADDRESS_UNKNOWN = "address_unknown"  # no network card of the home PC is on its ID's list
    FORBIDDEN_PROGRAM = "forbidden_program"  # a program runs that the organisation forbids
    NOT_A_PC = "not_a_pc"  # phone, tablet or emulator
    # office PC
    PC_UNKNOWN = "pc_unknown"  # no such PC, or not this ID's
    PC_OFF = "pc_off"  # the PC is not attending
    PC_BUSY = "pc_busy"  # somebody is viewing it
    PC_RETIRED = "pc_retired"
    PC_NO_SCREEN = "pc_no_screen"  # the agent cannot open the desktop
    PC_NO_FONT = "pc_no_font"  # the agent cannot write the visible mark, so it shows nothing
    FORBIDDEN_WINDOW = "forbidden_window"  # the picture is blanked while such a window shows
    # ending
    LEFT = "left"  # the viewer closed the session
    ENDED_BY_ADMIN = "ended_by_admin"
    SECOND_LOGIN = "second_login"  # the same ID joined from elsewhere
    IDLE = "idle"
    LINE_LOST = "line_lost"
    PC_LEFT = "pc_left"  # the office PC's agent went away
    SERVICE_STOPPING = "service_stopping"
    PROTOCOL = "protocol"  # malformed, oversized, unknown or out of order
    INTERNAL = "internal"  # our own fault: nothing was granted
