"""What a browser would send of the forms of a page."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    """Every form with the values of its fields; buttons are not sent."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.inside = False
        self.area = self.select = ""

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append({})
            self.inside = True
        if not self.inside:
            return
        name, fields = given.get("name") or "", self.forms[-1]
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            fields[name] = given.get("value") or "on" if given.get("type") == "checkbox" else given.get("value") or ""
        elif tag == "textarea":
            self.area = name
            fields[name] = ""
        elif tag == "select":
            self.select = name
            fields[name] = ""
        elif tag == "option" and self.select and "selected" in given:
            fields[self.select] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.forms[-1][self.area] = self.forms[-1][self.area].removeprefix("\n")
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False


def page_forms(page: str) -> list[dict[str, str]]:
    reader = _Forms()
    reader.feed(page)
    return reader.forms


def form_of(page: str, step: str) -> dict[str, str]:
    """The form of an open step."""
    return next(form for form in page_forms(page) if form.get("step") == step and "p.title" in form)
