from django.urls import path

from handrail.desk import views
from handrail.desk.from_paper.views import from_paper

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/start/", views.start, name="desk-start"),
    path("desk/paper/", from_paper, name="desk-paper"),
    path("desk/emergency/", views.emergency_card, name="emergency"),
    path("desk/item/<uuid:id_>/", views.close_item, name="item-close"),
    path("desk/<uuid:id_>/", views.case, name="case"),
    path("desk/<uuid:id_>/file/<uuid:file_id>/", views.attachment, name="case-attachment"),
    path("desk/<uuid:id_>/flow/", views.flow, name="case-flow"),
    path("desk/<uuid:id_>/<slug:what>/", views.act, name="case-act"),
]
