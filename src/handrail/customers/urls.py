from django.urls import path

from handrail.customers import views
from handrail.customers.arriving import views as arriving

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/add/", views.add, name="customer-add"),
    path("customers/alike/", views.alike, name="customers-alike"),
    path("customers/lists/", arriving.lists, name="customer-lists"),
    path("customers/lists/bring/", arriving.bring, name="customer-list-bring"),
    path("customers/lists/<uuid:id_>/", arriving.one, name="customer-list"),
    path("customers/<uuid:id_>/", views.customer, name="customer"),
    path("customers/<uuid:id_>/edit/", views.edit, name="customer-edit"),
    path("customers/<uuid:id_>/consent/", views.consent, name="customer-consent"),
    path("customers/<uuid:id_>/consent/<uuid:consent_id>/file/", views.proof, name="customer-proof"),
    path("customers/<uuid:id_>/sale/", views.sale, name="customer-sale"),
    path("customers/<uuid:id_>/sale/<uuid:sale_id>/", views.change_sale, name="customer-sale-change"),
    path("customers/<uuid:id_>/join/", views.choose, name="customer-choose"),
    path("customers/<uuid:id_>/join/<uuid:other_id>/", views.join, name="customer-join"),
    path("customers/<uuid:id_>/apart/<uuid:other_id>/", views.keep_apart, name="customer-apart"),
    path("customers/<uuid:id_>/split/", views.split, name="customer-split"),
    path("customers/<uuid:id_>/undo/<uuid:merge_id>/", views.undo, name="customer-undo"),
    path("customers/<uuid:id_>/remove/", views.remove, name="customer-remove"),
    path("customers/<uuid:id_>/put-back/", views.put_back, name="customer-put-back"),
]
