"""The door from an id to a set of case files."""

from uuid import UUID

from django.http import Http404

from handrail.records.models import CaseFileSet


def case_file_set(id_: UUID) -> CaseFileSet:
    found: CaseFileSet | None = CaseFileSet.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such set of case files here")
    return found
