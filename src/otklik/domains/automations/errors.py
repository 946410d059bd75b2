"""Expected failures of macros and automations."""

from otklik.platform.errors import Conflict, Forbidden, Invalid, NotFound, OtklikError


class MacroNotFound(NotFound):
    code = "automations.macro_not_found"


class AutomationNotFound(NotFound):
    code = "automations.not_found"


class TooManyOfThem(Conflict):
    """The company has `params.max` of them already."""

    code = "automations.too_many"


class ReferenceUnknown(NotFound):
    """A condition or an action names a row that is not there: `params.field` says in which field."""

    code = "automations.reference_unknown"


class MinutesMissing(Invalid):
    """The trigger `no_answer` needs to know after how many minutes."""

    code = "automations.minutes_missing"


class OrderIncomplete(Invalid):
    """An order names each automation once."""

    code = "automations.order_incomplete"


class ReplyWithheld(OtklikError):
    """An automatic reply was not sent, so as not to talk to a machine or again and again (RFC 3834)."""

    code = "automations.reply_withheld"
    status = 409


class VariablesOpen(OtklikError):
    """The reply names something that is not known here (`params.names`); a customer must not read `{имя}`."""

    code = "automations.variables_open"
    status = 409


class NobodyToTell(Conflict):
    """Nobody looks after the conversation, so nobody could be told."""

    code = "automations.nobody_to_tell"


class OnlyOperators(Forbidden):
    """Only a person of the company takes a conversation: a program has no name of its own."""

    code = "automations.only_operators"
