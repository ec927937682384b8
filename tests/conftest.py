"""The shared cast and fixtures. Every test talks to the product through its own actions or pages."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

from cast import IN_FORCE_SINCE, NOON, PASSWORD, TRY_HOME_SALE

# The same examples on every run, and no clock: a slow machine is no failure. To look for new ones:
# pytest --hypothesis-profile=wander
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("wander", settings.get_profile("steady"), derandomize=False, max_examples=1000)
settings.register_profile("quick", settings.get_profile("steady"), max_examples=25)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """The fast lane tries fewer examples of each property; the whole suite tries them all."""
    if config.getoption("markexpr") == "not slow" and not config.getoption("--hypothesis-profile"):
        settings.load_profile("quick")


def pytest_collection_finish() -> None:
    """What stands by now stays to the end: looking through it for garbage again and again takes time only. And it is
    looked for less often: a test makes much that is gone when it ends."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


OF_MINUTES = (
    "test_oracle.py", "test_mutants.py", "test_mutants_moved.py", "test_mutants_widened.py", "test_mutants_ran.py",
)  # fmt: skip
"""Files that take minutes each: a file goes to one process whole."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: side by side with others, none of them is left for the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(
        key=lambda item: (
            item.get_closest_marker("postgres") is None, item.path.name not in OF_MINUTES, item.path not in slow
        )
    )  # fmt: skip


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands at NOON: for what a page or a case says of the law or the days of that date, on any later one."""
    from handrail.calendars import clock

    monkeypatch.setattr(clock, "read", lambda: NOON)


@pytest.fixture(autouse=True, scope="session")
def _quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data folder of this run's own, and quick parts where speed is all that differs."""
    from django.conf import settings
    from django.db import connections
    from django.test.utils import override_settings

    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        DATA=tmp_path_factory.mktemp("data"),
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        MIDDLEWARE=[m for m in settings.MIDDLEWARE if "whitenoise" not in m],
    ):
        _let_tests_empty_the_database(type(connections["default"].ops))
        yield


@pytest.fixture(autouse=True, scope="session")
def _papers_set_once() -> Iterator[Callable[..., bytes]]:
    """The same words on the same day make the same sheet (tests/procedures/documents/test_handbook_pdf.py holds it), so
    the paper of an approval that test after test repeats is set once."""
    from handrail.procedures.documents import pdf

    plain, kept = pdf._compiled, {}

    def compiled(template, inputs, as_of, *, own_faces_only, standards) -> bytes:
        key = (template, inputs["data"], as_of, own_faces_only, tuple(standards))
        if key not in kept:
            kept[key] = plain(template, inputs, as_of, own_faces_only=own_faces_only, standards=standards)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "_compiled", compiled)
        yield plain


@pytest.fixture
def set_anew(_papers_set_once: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sheet is set indeed: for tests of the setting itself."""
    from handrail.procedures.documents import pdf

    monkeypatch.setattr(pdf, "_compiled", _papers_set_once)


def _let_tests_empty_the_database(operations) -> None:
    """Emptying tables between tests is no deed, and the append-only triggers stand aside for it. Patched on the class:
    with Playwright's event loop in this thread, Django hands out another connection object."""
    from handrail.ledger import triggers
    from handrail.ledger.deed import unrecorded

    flush = operations.execute_sql_flush

    def execute(self, sql_list: list[str]) -> None:
        with unrecorded("a test database is emptied"):
            triggers.remove(self.connection)
            flush(self, sql_list)
            with self.connection.cursor() as cursor:
                cursor.execute("DELETE FROM records_words")  # no model knows it, so no flush does
            triggers.install(self.connection)

    operations.execute_sql_flush = execute


@pytest.fixture
def at() -> datetime:
    return NOON


@pytest.fixture
def owner(db):
    """The founder of Red Dirt, in Enid, Oklahoma."""
    from handrail.people import actions

    return _found(actions, "Marcy Holt", "marcy@example.com", "Red Dirt Propane & HVAC")


@pytest.fixture
def room(owner):
    """The owner as an actor, inside their business."""
    from handrail.ledger import scope
    from handrail.people.actions import actor_of

    with scope.organization(owner.organization_id):
        yield actor_of(owner)


@pytest.fixture
def stranger(db):
    """The owner of another business on the same machine."""
    from handrail.people import actions

    return _found(actions, "Priya Nair", "priya@example.org", "Green Mountain Fiber")


def _found(actions, name: str, email: str, business: str):
    link = actions.owner_link(token=actions.make_owner_link(at=NOON), at=NOON)
    return told(
        actions.found_organization(
            link=link,
            name=name,
            email=email,
            password=PASSWORD,
            business=business,
            time_zone="America/Chicago",
            at=NOON,
        )
    )


def told(member):
    """Someone who has read what is recorded of them, and works at the desk therefore."""
    from handrail.ledger import scope
    from handrail.people.actions import actor_of
    from handrail.people.notice import actions, queries

    with scope.organization(member.organization_id):
        actions.keep(actor=actor_of(member), member=member, sha256=queries.current().sha256, at=NOON)
    return member


@pytest.fixture
def colleague(owner) -> Callable[[str], object]:
    """Someone of a role in the owner's business."""
    from handrail.people import actions

    def make(role: str):
        return told(
            actions.demo_member(
                organization=owner.organization_id,
                name=f"The {role}",
                email=f"{role}@example.com",
                password=PASSWORD,
                role=role,
                at=NOON,
            )
        )

    return make


@pytest.fixture
def sign_in() -> Callable[[object], Client]:
    def make(member) -> Client:
        client = Client()
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def repository() -> Path:
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def adopted(owner, colleague):
    """A version in force: a manager wrote it, the owner approved and published it."""
    from handrail.ledger import scope
    from handrail.people.actions import actor_of
    from handrail.procedures import actions

    writer = actor_of(colleague("manager"))
    early = datetime.combine(IN_FORCE_SINCE, NOON.timetz())
    with scope.organization(owner.organization_id):
        row = actions.save_draft(actor=writer, text=TRY_HOME_SALE, reason="first version", at=early)
        actions.submit(actor=writer, row=row, at=early)
        why = "The tests’ own procedure collects no goods."
        actions.approve(actor=actor_of(owner), row=row, at=early, on=IN_FORCE_SINCE, despite=why)
        actions.publish(actor=actor_of(owner), row=row, on=IN_FORCE_SINCE, at=early)
        return row


@pytest.fixture
def in_force(owner, colleague):
    """A procedure in force, from its steps."""
    from handrail.ledger import scope
    from handrail.people.actions import actor_of
    from handrail.procedures import actions

    boss, writer = actor_of(owner), actor_of(colleague("manager"))

    def make(steps, name="try-steps", head=""):
        since = datetime.combine(IN_FORCE_SINCE, NOON.timetz())
        first = f"procedure: {name}\ntitle: {name}\npurpose: To try.\nowner: manager\nreview: {{every: 6mo}}\n{head}"
        with scope.organization(owner.organization_id):
            row = actions.save_draft(actor=writer, text=f"{first}steps:\n{steps}", reason="first version", at=since)
            actions.submit(actor=writer, row=row, at=since)
            actions.approve(actor=boss, row=row, at=since, on=IN_FORCE_SINCE, despite="Only the tests run it.")
            actions.publish(actor=boss, row=row, on=IN_FORCE_SINCE, at=since)
        return row

    return make


@pytest.fixture
def begun(owner):
    """A case of a version."""
    from handrail.desk import actions
    from handrail.ledger import scope
    from handrail.people.actions import actor_of

    def make(row, member=None):
        member = member or owner
        with scope.organization(owner.organization_id):
            return actions.start(
                actor=actor_of(member), member=member, revision=row, channel="counter", at=NOON, known={}
            )

    return make


@pytest.fixture
def returns(owner, colleague, repository):
    """A procedure in force that uses every part of the language, and the one it runs for each item."""
    from handrail.ledger import scope
    from handrail.people.actions import actor_of
    from handrail.procedures import actions

    boss, writer = actor_of(owner), actor_of(colleague("manager"))
    since = datetime.combine(IN_FORCE_SINCE, NOON.timetz())
    with scope.organization(owner.organization_id):
        for name in ("try-one-item", "try-return"):
            text = (repository / "tests" / "data" / f"{name}.yaml").read_text("utf-8")
            row = actions.save_draft(actor=writer, text=text, reason="first version", at=since)
            actions.submit(actor=writer, row=row, at=since)
            actions.approve(actor=boss, row=row, at=since, on=IN_FORCE_SINCE, despite="Only the tests run it.")
            actions.publish(actor=boss, row=row, on=IN_FORCE_SINCE, at=since)
        return row
