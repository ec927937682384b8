from django.urls import path

from handrail.records import views
from handrail.records.checkpoints import views as checkpoints
from handrail.records.keeping import views as keeping
from handrail.records.looks import views as looks
from handrail.records.persons import views as persons
from handrail.records.sets import views as sets

urlpatterns = [
    path("records/", views.records, name="records"),
    path("records/checkpoints/", checkpoints.checkpoints, name="checkpoints"),
    path("records/checkpoints/make/", checkpoints.make, name="checkpoint-make"),
    path("records/checkpoints/mail/", checkpoints.send_to, name="checkpoint-mail"),
    path("records/checkpoints/<uuid:id_>/", checkpoints.download, name="checkpoint"),
    path("records/sets/", sets.sets, name="case-file-sets"),
    path("records/sets/ask/", sets.ask, name="case-file-set-ask"),
    path("records/sets/<uuid:id_>/", sets.one, name="case-file-set"),
    path("records/keeping/", keeping.overview, name="keeping"),
    path("records/keeping/period/", keeping.period, name="keeping-period"),
    path("records/keeping/holds/", keeping.holds, name="holds"),
    path("records/keeping/holds/<uuid:id_>/lift/", keeping.lift, name="hold-lift"),
    path("records/keeping/disposals/", keeping.disposals, name="disposals"),
    path("records/keeping/disposals/look/", keeping.look, name="disposal-look"),
    path("records/keeping/disposals/<uuid:id_>/", keeping.disposal, name="disposal"),
    path("records/keeping/disposals/<uuid:id_>/certificate/", keeping.certificate, name="disposal-certificate"),
    path("records/looks/", looks.looks, name="looks"),
    path("records/persons/", persons.persons, name="persons"),
    path("records/persons/<uuid:id_>/", persons.person, name="person"),
    path("records/persons/<uuid:id_>/export/", persons.export, name="person-export"),
    path("records/persons/<uuid:id_>/right/", persons.put_right, name="person-right"),
    path("records/persons/<uuid:id_>/erase/", persons.erase, name="person-erase"),
    path("records/<uuid:id_>/", views.record, name="record"),
    path("records/<uuid:id_>/case-file/", views.case_file, name="case-file"),
]
