from django.urls import path

from handrail.business import views
from handrail.business.days.views import days

urlpatterns = [
    path("business/", views.business, name="business"),
    path("business/business.yaml", views.as_file, name="business-file"),
    path("business/days/", days, name="business-days"),
    path("business/<int:number>/", views.question, name="business-question"),
]
