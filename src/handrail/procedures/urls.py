from django.urls import path

from handrail.procedures import views
from handrail.procedures.bringing import views as bringing
from handrail.procedures.control import views as control
from handrail.procedures.editing import views as editing
from handrail.procedures.exporting import views as exporting
from handrail.procedures.handbook import views as handbook
from handrail.procedures.replies import views as replies
from handrail.procedures.replies.forms import views as forms
from handrail.procedures.replies.writing import views as replies_writing
from handrail.procedures.shelving import views as shelving
from handrail.procedures.tested import views as tested
from handrail.procedures.tooling import views as tooling

urlpatterns = [
    path("procedures/", views.procedures, name="procedures"),
    path("procedures/adopt/", views.adopt, name="procedure-adopt"),
    path("procedures/handbook/", handbook.handbook, name="handbook"),
    path("procedures/handbook.pdf", handbook.whole_pdf, name="handbook-pdf"),
    path("procedures/import/", bringing.imports, name="imports"),
    path("procedures/import/<uuid:id_>/", bringing.chooser, name="import"),
    path("procedures/import/<uuid:id_>/do/", bringing.do, name="import-do"),
    path("procedures/import/piece/<uuid:id_>/", bringing.piece, name="import-piece"),
    path("procedures/binder.pdf", exporting.whole_binder, name="binder-pdf"),
    path("procedures/cards.pdf", exporting.whole_cards, name="cards-pdf"),
    path("procedures/new/", views.edit, name="procedure-new"),
    path("procedures/new/steps/", editing.begin_new, name="editor-new"),
    path("procedures/draft/<uuid:id_>/", editing.editor, name="editor"),
    path("procedures/draft/<uuid:id_>/do/", editing.do, name="editor-do"),
    path("procedures/draft/<uuid:id_>/text/", editing.text, name="editor-text"),
    path("procedures/approvers/", control.approvers_for_all, name="procedures-approvers"),
    path("procedures/library/", shelving.shelf, name="procedure-library"),
    path("procedures/library/take/", shelving.take, name="procedure-library-take"),
    path("procedures/library/adopting/", shelving.adopting, name="procedure-adopting"),
    path("procedures/library/adopting/<uuid:id_>/", shelving.adopting_do, name="procedure-adopting-do"),
    path("procedures/library/<slug:slug>/", views.starter, name="procedure-starter"),
    path("procedures/replies/", replies.replies, name="replies"),
    path("procedures/replies/new/", replies_writing.new, name="reply-new"),
    path("procedures/replies/library/", replies.shelf, name="reply-library"),
    path("procedures/replies/library/take/", replies.take, name="reply-library-take"),
    path("procedures/replies/forms/", forms.forms, name="reply-forms"),
    path("procedures/replies/forms/<str:kind>/", forms.form, name="reply-form"),
    path("procedures/replies/version/<uuid:id_>/", replies.version, name="reply-version"),
    path("procedures/replies/version/<uuid:id_>/compare/", replies.compare, name="reply-compare"),
    path("procedures/replies/version/<uuid:id_>/<slug:what>/", replies.move, name="reply-move"),
    path("procedures/replies/named/<str:name>/", replies.reply, name="reply"),
    path("procedures/replies/named/<str:name>/edit/", replies_writing.edit, name="reply-edit"),
    path("procedures/replies/named/<str:name>/withdraw/", replies.withdraw, name="reply-withdraw"),
    path("procedures/tools/", tooling.tools, name="tools"),
    path("procedures/version/<uuid:id_>/", views.revision, name="revision"),
    path("procedures/version/<uuid:id_>/document.pdf", handbook.version_pdf, name="revision-pdf"),
    path("procedures/version/<uuid:id_>/approved.pdf", control.paper, name="revision-paper"),
    path("procedures/version/<uuid:id_>/take/", exporting.formats, name="revision-take"),
    path("procedures/version/<uuid:id_>/take/blank/", exporting.blank, name="revision-blank"),
    path("procedures/version/<uuid:id_>/take/<slug:name>/", exporting.file, name="revision-file"),
    path("procedures/version/<uuid:id_>/compare/", control.compare, name="revision-compare"),
    path("procedures/version/<uuid:id_>/scenarios/", tested.scenarios, name="revision-scenarios"),
    path("procedures/version/<uuid:id_>/walk/", control.walk, name="revision-walk"),
    path("procedures/version/<uuid:id_>/guesses/", bringing.guesses, name="revision-guesses"),
    path("procedures/version/<uuid:id_>/reach/", control.reach, name="revision-reach"),
    path("procedures/version/<uuid:id_>/<slug:what>/", views.move, name="revision-move"),
    path("procedures/<slug:slug>/", views.procedure, name="procedure"),
    path("procedures/<slug:slug>/retire/", control.withdraw, name="procedure-retire"),
    path("procedures/<slug:slug>/approvers/", control.approvers, name="procedure-approvers"),
    path("procedures/<slug:slug>/write/", editing.begin, name="editor-begin"),
    path("procedures/<slug:slug>/edit/", views.edit, name="procedure-edit"),
]
