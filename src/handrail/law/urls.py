from django.urls import path

from handrail.law import views
from handrail.law.as_of import views as as_of
from handrail.law.asked import views as asked
from handrail.law.shelves import views as shelves

urlpatterns = [
    path("as-of/", as_of.as_of, name="as-of"),
    path("as-of/leave/", as_of.leave, name="as-of-leave"),
    path("law/", views.law, name="law"),
    path("law/ours/", shelves.ours, name="law-ours"),
    path("law/changes/", shelves.what_changes, name="law-changes"),
    path("law/due/", asked.due, name="law-due"),
    path("law/due/follows/", asked.follows, name="law-follows"),
    path("law/ask/", asked.ask, name="law-ask"),
    path("law/values/", shelves.numbers, name="law-values"),
    path("law/values/<str:id_>/", shelves.number, name="law-value"),
    path("law/counting/", shelves.counting, name="law-counting"),
    path("law/outside/", shelves.outside, name="law-outside"),
    path("law/<str:id_>/", views.duty, name="law-duty"),
    path("law/<str:id_>/duty.pdf", views.duty_pdf, name="law-duty-pdf"),
]
