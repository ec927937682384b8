from django.urls import path

from handrail.law import views
from handrail.law.as_of import views as as_of

urlpatterns = [
    path("as-of/", as_of.as_of, name="as-of"),
    path("as-of/leave/", as_of.leave, name="as-of-leave"),
    path("law/", views.law, name="law"),
    path("law/ask/", views.ask, name="law-ask"),
    path("law/values/", views.numbers, name="law-values"),
    path("law/<str:id_>/", views.duty, name="law-duty"),
]
