"""A run that is one card: read it, one key, done. Pure."""

from handrail.procedures.language.steps import Procedure, Step


def card(procedure: Procedure) -> Step | None:
    """The one step of a procedure that only says or does something and ends, where it claims to meet no duty and asks
    nothing: nothing of it needs a screen of its own."""
    if len(procedure.steps) != 1 or procedure.variants:
        return None
    step = procedure.steps[0]
    plain = (step.say or step.do) and step.end and not step.reply
    asks = step.wants or step.collect or step.confirm or step.when or step.any_order or step.choices or step.check
    binds = step.meets or step.within or step.requests or step.role != "agent" or step.by_other_than or step.called
    return step if plain and not asks and not binds else None
