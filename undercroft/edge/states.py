"""The states of an exchange, a request and its answer, and the ways between them."""

from enum import Enum


class State(Enum):
    """Where an exchange is.

    READING ──► WAITING     the request's body was read to its end; without a body an exchange begins here
    READING, WAITING ──►
        ANSWERING           the application began its answer
        CUTTING             the edge answers in the application's place: the deadline passed, or the server stops
    WAITING ──► LEFT        the client left, and the application's work was cancelled
    ANSWERING ──►
        ENDED               the answer is complete
        BROKEN              it is too late for another answer, so the server has to close the connection
        LEFT                the client left, and the application's work was cancelled
    CUTTING ──► CUT         the edge's answer is complete, and the application's work was cancelled

    ENDED, CUT, BROKEN and LEFT are final.
    """

    READING = "reading"
    WAITING = "waiting"
    ANSWERING = "answering"
    ENDED = "ended"
    CUTTING = "cutting"
    CUT = "cut"
    BROKEN = "broken"
    LEFT = "left"

    # An enum's own hash is a call of Python code.
    __hash__ = object.__hash__


# To look up a member of an enum takes longer than all else that is done with a state.
READING = State.READING
WAITING = State.WAITING
ANSWERING = State.ANSWERING
ENDED = State.ENDED
CUTTING = State.CUTTING
CUT = State.CUT
BROKEN = State.BROKEN
LEFT = State.LEFT

NEXT = {
    READING: (WAITING, ANSWERING, CUTTING),
    WAITING: (ANSWERING, CUTTING, LEFT),
    ANSWERING: (ENDED, BROKEN, LEFT),
    CUTTING: (CUT,),
    ENDED: (),
    CUT: (),
    BROKEN: (),
    LEFT: (),
}

# Nothing of an answer was sent.
UNANSWERED = (READING, WAITING)

# The exchange is the application's.
OPEN = (*UNANSWERED, ANSWERING)

# The edge took the exchange away from the application, whose work was cancelled.
TAKEN = (CUTTING, CUT, BROKEN, LEFT)

# A part of an answer was sent: an exchange that stops here leaves its client with half an answer.
HALF_ANSWERED = (ANSWERING, CUTTING, BROKEN)
