"""From the first owner's link to a case file that holds, in one walk: by keyboard alone, and with JavaScript off."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hands import Hands, Keyboard, Plain

from handrail.calendars import clock
from handrail.people import actions

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PASSWORD = "a quiet green door"
BUSINESS = "Cimarron Heating & Air"
OLD = "and we can show it."
NEW = "and we can show it on paper."
TITLE = "Cancel a sale made at the customer’s home"
TICKETS = """ticket,created,channel,subject,message
1,2026-10-01,phone,Cancel the heat pump,I signed for a heat pump at my table and want to cancel the order
2,2026-10-02,email,cancel my order,please cancel the furnace we agreed at the house yesterday
3,2026-10-02,phone,Second thoughts,she wants to cancel the sale made at home and get the deposit back
4,2026-10-03,phone,Move a visit,can you move my tune-up visit to next week
5,2026-10-04,email,appointment,need another day for the technician visit my number is 580-555-0199
6,2026-10-05,phone,reschedule,the visit on Friday does not work please move the appointment
7,2026-10-06,email,Bill looks wrong,my bill shows the service call twice
8,2026-10-07,phone,billing,why is the bill higher than the quote
9,2026-10-08,email,double charge,charged twice on the bill for one service call
10,2026-10-09,phone,No heat,the furnace repair failed again is it under warranty
11,2026-10-10,email,warranty,the part you put in broke within a month warranty please
12,not a day,email,broken row,this row has no day that can be read
"""


@pytest.fixture(params=["keyboard", "plain"])
def person(request, browse):
    """Somebody at a browser of their own."""

    def make() -> Hands:
        is_plain = request.param == "plain"
        return (Plain if is_plain else Keyboard)(browse(script=not is_plain))

    return make


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch):
    """No worker runs beside a test, so what it does may be done at once from the start."""
    monkeypatch.setattr("handrail.ledger.jobs.BE_PATIENT", timedelta(0))


def test_from_a_business_to_a_record_that_holds(person, picture, tmp_path, repository):
    owner = person()
    begin(owner)
    describe(owner)
    bring_tickets(owner, tmp_path)
    draft_and_adopt(owner)
    manager = person()
    join(owner, manager)
    change_and_publish(manager, owner)
    read_the_handbook(owner, tmp_path)
    run_a_case(owner)
    keep_the_case_file(owner, tmp_path, repository)


def begin(owner: Hands) -> None:
    owner.page.goto(f"/start/{actions.make_owner_link(at=clock.read())}/")
    owner.write("business", BUSINESS)
    owner.write("name", "Ruth Okafor")
    owner.write("email", "ruth@example.com")
    owner.write("password", PASSWORD)
    owner.press("Begin")
    owner.sees("Describe the business")


def describe(owner: Hands) -> None:
    """A few pages, one left open, left and resumed."""
    owner.press("Begin")
    owner.sees("Question 1 of")
    owner.write("business.name", BUSINESS)
    owner.press("Save and go on")
    owner.choose("business.states", "OK")
    owner.choose("business.customer_states", "OK")
    owner.press("Save and go on")
    owner.choose("business.trade", "home-services")
    owner.press("Save and go on")
    owner.sees("What you do", "Some are ticked ahead because of your trade")
    owner.press("Save and go on")
    owner.choose("business.channels", "phone")
    owner.choose("business.channels", "counter")
    owner.write("business.phone", "580-555-0100")
    owner.tick("unknown:business.emergency_phone")
    owner.press("Save and go on")
    owner.sees("Opening hours")
    owner.press("Leave and come back later")
    owner.sees("Your business", "1 not known")
    owner.press("Go on with question 6")
    owner.tick("unknown:business.hours")
    owner.press("Save and go on")
    for name, value in [("in_shop", "yes"), ("online", "no"), ("by_phone", "no"), ("at_home", "yes")]:
        owner.choose(f"business.sells_{name}", value)
    owner.press("Save and go on")
    owner.sees("What you sell")


def bring_tickets(owner: Hands, folder: Path) -> None:
    """A look before anything is kept: the row that can't be read is listed, the number is masked."""
    file = folder / "whiteboard.csv"
    file.write_text(TICKETS, "utf-8")
    owner.go("Home", "h")
    owner.press("Bring a file")
    owner.bring("file", file)
    owner.press("Read the file")
    owner.sees("Look before it is kept", "11 good rows", "1 left out", "[phone]")
    owner.press("Bring in 11 tickets")
    owner.press("Go on to topics")
    owner.press("Find topics")
    owner.sees("topics, ")


def draft_and_adopt(owner: Hands) -> None:
    owner.go("Home", "h")
    owner.press("Draft it")
    owner.press("Draft my handbook")
    owner.sees("Drafting your handbook")
    owner.press("Make it now")
    owner.sees("Procedures to take")
    say_why_on_old_law(owner)
    owner.press("Adopt the ticked ones")
    owner.sees("Adopting procedures", "Waiting for its turn")
    owner.press("Adopt them now")
    owner.sees("In force now")
    owner.press("To the draft of the handbook")
    owner.sees("0 not here yet")
    owner.go("Procedures", "p")
    owner.press(TITLE)
    owner.press("Version 1")
    owner.sees("What the check found", "Every path was checked", "Check with the agency or your adviser")


def say_why_on_old_law(owner: Hands) -> None:
    """The walk is made on the day it is run, and some of the law files shipped may be past their day by then: the
    page then asks for a reason before anything is put in force."""
    if owner.page.locator("[name='despite']").count():
        owner.sees("past its day", "Your reason stays on record")
        owner.write("despite", "The agency says the rule stands")


def join(owner: Hands, manager: Hands) -> None:
    """No mail server: the code is read out."""
    owner.go("People", "e")
    owner.write("name", "Dev Larkin")
    owner.choose("role", "manager")
    owner.press("Make a code")
    code = owner.page.locator("p.code").inner_text()
    manager.page.goto("/join/")
    manager.write("code", code)
    manager.write("name", "Dev Larkin")
    manager.write("email", "dev@example.com")
    manager.write("password", PASSWORD)
    manager.press("Join")
    manager.sees("What waits for you")


def change_and_publish(manager: Hands, owner: Hands) -> None:
    manager.go("Procedures", "p")
    manager.press(TITLE)
    manager.press("Change it")
    manager.sees("Add a step", "What the check found")
    manager.press("As text", within=".casebar")
    manager.change_text("text", OLD, NEW)
    manager.write("reason", "The adviser wants it on paper")
    manager.press("Keep it")
    manager.press("Read it and send it", within=".casebar")
    manager.sees("Version 2", NEW, "What the check found")
    manager.choose("change", "material")
    manager.press("Ask for approval")
    manager.sees("in review")
    owner.go("Procedures", "p")
    owner.press(f"{TITLE}, version 2")
    owner.press("Approve and sign")
    owner.sees("Approved by Ruth Okafor")
    say_why_on_old_law(owner)
    owner.press("Put it in force")
    owner.sees("in force since")


def read_the_handbook(owner: Hands, folder: Path) -> None:
    owner.go("Procedures", "p")
    owner.press("Handbook")
    owner.sees(NEW, "Uncontrolled when printed")
    paper = owner.download("The whole as PDF", folder / "handbook.pdf")
    assert paper.startswith(b"%PDF")
    assert b"Cimarron Heating" in paper


def run_a_case(owner: Hands) -> None:
    """At the counter, the day after a sale at the kitchen table; with an escalation, and a step skipped."""
    today = clock.read().astimezone(ZoneInfo("America/Chicago")).date()
    owner.go("Desk", "d")
    owner.write("q", "changed my mind about the heat pump I signed for at home, cancel it")
    owner.press("Find the procedure")
    owner.sees("Fits these words")
    owner.choose("channel", "counter")
    owner.press(f"Start {TITLE}")
    owner.sees("Each step you take in a case")
    owner.press("I have read this; keep it")
    owner.sees("Fits these words")
    owner.choose("channel", "counter")
    owner.press(f"Start {TITLE}")
    owner.sees("Find the customer and the sale")
    owner.waits_on("customer.name")
    owner.write("customer.name", "Dolores Whitaker")
    owner.write("sale.number", "RD-1")
    owner.choose("sale.place", "home")
    owner.write("sale.signed_on", str(today - timedelta(days=1)))
    owner.write("sale.paid", "1,700.00")
    owner.choose("sale.notice_given", "yes")
    owner.press("Go on")
    owner.sees("When did the customer cancel?")
    owner.waits_on("cancellation.sent_on")
    owner.write("cancellation.sent_on", str(today))
    owner.press("Go on")
    owner.sees("Read it back", "1,700.00")
    owner.choose("confirm", "yes")
    owner.press("Go on")
    owner.sees("Stop the work")
    owner.act("Escalate", "F2")
    owner.write("why", "Her lawyer may call")
    owner.press("Escalate")
    owner.sees("Her lawyer may call")
    owner.press("Go on")
    owner.sees("Give the money back")
    owner.write("payment.reference", "check 2215")
    owner.press("Go on")
    owner.sees("Goods at the customer")
    owner.act("Skip with a reason", "F8")
    owner.write("why", "Nothing was delivered yet")
    owner.press("Skip it")
    owner.sees("Ended: escalated")  # the step's own word on who must hear of it
    owner.waits_on("score")
    owner.choose("score", "5")
    owner.press("Keep it")
    owner.sees("The customer answered 5 of 5")


def keep_the_case_file(owner: Hands, folder: Path, repository: Path) -> None:
    owner.press("The whole record")
    owner.sees("Her lawyer may call", "Nothing was delivered yet")
    file = folder / "case.json"
    owner.download("Signed file", file)
    assert "Whole:" in verified(file, repository)
    file.write_text(file.read_text("utf-8").replace("Nothing was delivered yet", "Nothing was delivered"), "utf-8")
    assert "Whole:" not in verified(file, repository)


def verified(file: Path, repository: Path) -> str:
    """What `verify` says to the file on another machine: Python alone, without this environment."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from handrail.ledger.verify import verify; "
        "print(verify(open(sys.argv[2], 'rb').read()))"
    )
    command = [sys.executable, "-I", "-S", "-c", script, str(repository / "src"), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
