from django.urls import path

from handrail.law import views
from handrail.law.as_of import views as as_of
from handrail.law.mine import views as mine

urlpatterns = [
    path("as-of/", as_of.as_of, name="as-of"),
    path("as-of/leave/", as_of.leave, name="as-of-leave"),
    path("law/", views.law, name="law"),
    path("law/ask/", views.ask, name="law-ask"),
    path("law/values/", views.numbers, name="law-values"),
    path("law/mine/", mine.mine, name="law-mine"),
    path("law/mine/our-duties.yaml", mine.as_file, name="law-local-file"),
    path("law/mine/add/", mine.add_local, name="law-local-add"),
    path("law/mine/local/<uuid:id_>/", mine.local, name="law-local"),
    path("law/mine/local/<uuid:id_>/end/", mine.end_local, name="law-local-end"),
    path("law/mine/duty/<str:duty>/", mine.of_duty, name="law-of-duty"),
    path("law/mine/<slug:kind>/<uuid:id_>/", mine.take_back, name="law-take-back"),
    path("law/<str:id_>/", views.duty, name="law-duty"),
]
