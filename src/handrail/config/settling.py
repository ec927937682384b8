"""What every request needs is read before the first one comes, and laid aside for good.

Python looks through all that is alive now and then, for circles nobody holds any more. What was read at the start (some
200,000 values of code, pages and law) takes a tenth of a second to look through, while every agent waits, and is never
let go: so it is taken out of what is looked through."""

import gc


def settle() -> None:
    from django.urls import get_resolver

    from handrail.law.engine import load_law

    load_law()
    assert get_resolver().url_patterns  # the views, and with them most of the code
    gc.freeze()
