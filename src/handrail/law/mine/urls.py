from django.urls import path

from handrail.law.mine import views

urlpatterns = [
    path("law/mine/", views.mine, name="law-mine"),
    path("law/mine/our-duties.yaml", views.as_file, name="law-local-file"),
    path("law/mine/add/", views.add_local, name="law-local-add"),
    path("law/mine/local/<uuid:id_>/", views.local, name="law-local"),
    path("law/mine/local/<uuid:id_>/end/", views.end_local, name="law-local-end"),
    path("law/mine/duty/<str:duty>/", views.of_duty, name="law-of-duty"),
    path("law/mine/<slug:kind>/<uuid:id_>/", views.take_back, name="law-take-back"),
]
