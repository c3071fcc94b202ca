"""A plan in words."""

from collections.abc import Iterator

from registry.discovery.plan import Plan, Verb

_DONE = {
    Verb.CREATE: "created",
    Verb.UPDATE: "updated",
    Verb.MOVE: "moved",
    Verb.UNCHANGED: "unchanged",
    Verb.BROKEN: "broken",
    Verb.ORPHANED: "orphaned",
}


def fault_lines(plan: Plan) -> Iterator[str]:
    """Every fault, as a compiler prints it."""
    return (str(fault) for fault in plan.faults)


def step_lines(plan: Plan) -> Iterator[str]:
    """One line for each twin or broken file, in columns."""
    width = max((len(step.twin_id) for step in plan.steps), default=0)
    for step in plan.steps:
        detail = f"  ({step.detail})" if step.detail else ""
        yield f"{step.verb:<10} {step.twin_id or '-':<{width}}  {step.path}{detail}"


_PLANNED = {**_DONE, Verb.CREATE: "to create", Verb.UPDATE: "to update", Verb.MOVE: "to move"}


def summary(plan: Plan, *, dry_run: bool = False) -> str:
    """For example "3 twins: 1 created, 2 unchanged"."""
    words = _PLANNED if dry_run else _DONE
    counts = [f"{plan.count(verb)} {word}" for verb, word in words.items() if plan.count(verb)]
    total = len({step.twin_id for step in plan.steps if step.twin_id})
    return f"{total} twin{'' if total == 1 else 's'}: {', '.join(counts) or 'nothing to do'}"
