"""Two people register one thing at the same moment."""

from typing import Any

import pytest
from django.db import IntegrityError

from conftest import LIFT
from registry import actions
from registry.actions.overtaken import again_when_overtaken
from registry.actor import DECLARATIONS
from registry.models import Change, Twin


def test_the_one_who_comes_second_updates(lift: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    found = actions.twins._locked

    def blind_at_first(twin_id: str) -> Twin | None:
        looked.append(twin_id)
        return None if len(looked) == 1 else found(twin_id)

    monkeypatch.setattr(actions.twins, "_locked", blind_at_first)
    declaration = actions.twins.declared({**LIFT, "name": "The second"})
    done = actions.register_twin(actor=DECLARATIONS, declaration=declaration)
    assert (done.outcome, len(looked)) == (actions.Outcome.UPDATED, 2)
    lift.refresh_from_db()
    assert lift.name == "The second"
    assert [change.action for change in Change.objects.filter(kind="twin").order_by("id")] == ["created", "updated"]


def test_what_fails_again_is_not_hidden() -> None:
    tried: list[Any] = []

    @again_when_overtaken
    def action() -> None:
        tried.append(1)
        raise IntegrityError("still there")

    with pytest.raises(IntegrityError):
        action()
    assert len(tried) == 2
