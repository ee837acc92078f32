"""Drives an emulator with Stripe's official client for Python, as it comes; prints what became of each case as JSON.

Arguments: the emulator's address, its secret key, its restricted key, and a file to upload.
"""

import json
import sys
import traceback

import stripe

address, secret_key, restricted_key, picture = sys.argv[1:]
stripe.api_key = secret_key
stripe.api_base = stripe.upload_api_base = address
stripe.max_network_retries = 0
sessions = stripe.identity.VerificationSession


def booleans():
    flags = {"require_live_capture": True, "require_matching_selfie": False}
    session = sessions.create(type="document", options={"document": flags})
    assert session.options.document.require_live_capture is True
    assert session.options.document.require_matching_selfie is False


def nested_lists():
    types = ["passport", "id_card"]
    session = sessions.create(type="document", options={"document": {"allowed_types": types}})
    assert session.options.document.allowed_types == types


def expand():
    session = sessions.create(type="document", expand=["provided_details", "verified_outputs"])
    assert session.verified_outputs is None
    found = sessions.retrieve(session.id, expand=["last_verification_report"])
    assert found.id == session.id
    listed = sessions.list(limit=1, expand=["data.verified_outputs"])
    assert len(listed.data) == 1


def metadata_and_empty_values():
    session = sessions.create(type="document", metadata={"order": 7, "note": "ü & ="}, client_reference_id="ref")
    assert session.metadata == {"order": "7", "note": "ü & ="}
    changed = sessions.modify(session.id, metadata={"note": ""})
    assert changed.metadata == {"order": "7"}
    session.metadata = {"other": "1"}
    session.save()
    assert sessions.retrieve(session.id).metadata == {"other": "1"}


def provided_details():
    session = sessions.create(type="document", provided_details={"email": "ada@demo.test"}, expand=["provided_details"])
    assert session.provided_details.email == "ada@demo.test"


def integers_ranges_and_pages():
    made = [sessions.create(type="document").id for _ in range(3)]
    page = sessions.list(limit=2, created={"gte": 1, "lt": 4102444800})
    assert [session.id for session in page.data] == [made[2], made[1]]
    assert page.has_more is True
    assert next(iter(page.next_page(limit=1))).id == made[0]
    assert made[0] in [session.id for session in sessions.list(limit=2).auto_paging_iter()]


def cancel_and_redact():
    assert sessions.cancel(sessions.create(type="document").id).status == "canceled"
    assert sessions.create(type="document").redact().redaction.status == "processing"


def idempotency():
    first = sessions.create(type="document", idempotency_key="python-once")
    again = sessions.create(type="document", idempotency_key="python-once")
    assert first.id == again.id
    refused = refusal(stripe.error.IdempotencyError, sessions.create, type="id_number", idempotency_key="python-once")
    assert refused.http_status == 400


def errors():
    missing = refusal(stripe.error.InvalidRequestError, sessions.retrieve, "vs_nobody")
    assert (missing.http_status, missing.code) == (404, "resource_missing")
    unknown = refusal(stripe.error.InvalidRequestError, sessions.create, type="document", nonsense=True)
    assert (unknown.param, unknown.code) == ("nonsense", "parameter_unknown")
    options = {"document": {"require_live_capture": "yes"}}
    wrong = refusal(stripe.error.InvalidRequestError, sessions.create, type="document", options=options)
    assert wrong.param == "options[document][require_live_capture]"
    refusal(stripe.error.AuthenticationError, sessions.list, api_key="sk_test_nobodyhasthiskey0000")
    refusal(stripe.error.PermissionError, stripe.WebhookEndpoint.list, api_key=restricted_key)


def versions():
    assert sessions.create(type="document", stripe_version="2022-11-15").object == "identity.verification_session"
    refusal(stripe.error.InvalidRequestError, sessions.list, stripe_version="nonsense")


def customers():
    customer = stripe.Customer.create(email="ada@demo.test", address={"line1": "1 Test Way", "country": "US"})
    assert customer.address.line1 == "1 Test Way"
    assert stripe.Customer.delete(customer.id).deleted is True


def uploads():
    with open(picture, "rb") as content:
        file = stripe.File.create(purpose="dispute_evidence", file=content, file_link_data={"create": True})
    assert file.type == "png" and len(file.links.data) == 1
    assert stripe.FileLink.list(expired=False, file=file.id).data[0].file == file.id


def webhooks():
    types = ["identity.verification_session.created"]
    endpoint = stripe.WebhookEndpoint.create(url="http://127.0.0.1:9/hook", enabled_events=types, connect=False)
    assert endpoint.enabled_events == types
    assert stripe.WebhookEndpoint.modify(endpoint.id, disabled=True).status == "disabled"
    assert endpoint.delete().deleted is True
    made = sessions.create(type="document").id
    recent = stripe.Event.list(types=types, limit=1, delivery_success=True)
    assert recent.data[0].data.object.id == made


def accounts():
    account = stripe.Account.create(type="custom", country="US", capabilities={"transfers": {"requested": True}})
    assert account.requirements.disabled_reason == "requirements.past_due"
    assert "business_type" in account.requirements.currently_due
    individual = {
        "first_name": "Ada",
        "dob": {"day": 1, "month": 1, "year": 1901},
        "address": {"line1": "address_full_match", "city": "Oakland", "state": "CA", "postal_code": "94607"},
        "id_number": "000000000",
    }
    changed = stripe.Account.modify(account.id, business_type="individual", individual=individual, metadata={"a": 1})
    assert changed.individual.id_number_provided is True and "id_number" not in changed.individual
    changed.individual.last_name = "Example"
    changed.email = "ada@demo.test"
    changed.save()
    found = stripe.Account.retrieve(account.id)
    assert (found.email, found.individual.last_name, found.metadata["a"]) == ("ada@demo.test", "Example", "1")
    assert stripe.Account.retrieve(stripe_account=account.id).id == account.id
    bank = stripe.Account.create_external_account(account.id, external_account="btok_us")
    assert (bank.last4, bank.account) == ("6789", account.id)
    assert stripe.Account.list_capabilities(account.id).data[0].id == "transfers"
    refused = refusal(stripe.error.InvalidRequestError, stripe.Account.modify, account.id, country="DE")
    assert refused.code == "parameter_unknown"
    assert account.delete().deleted is True
    refusal(stripe.error.PermissionError, stripe.Account.retrieve, account.id)


def persons():
    capabilities = {"card_payments": {"requested": True}, "transfers": {"requested": True}}
    account = stripe.Account.create(type="custom", country="US", business_type="company", capabilities=capabilities)
    made = [stripe.Account.create_person(account.id, relationship={"owner": True}) for _ in range(11)]
    page = stripe.Account.list_persons(account.id)
    assert [person.id for person in page.data] == [person.id for person in reversed(made)][:10]
    assert made[0].id in [person.id for person in page.auto_paging_iter()]
    ada = stripe.Account.modify_person(account.id, made[0].id, first_name="Ada", relationship={"representative": True})
    assert ada.relationship.representative is True and "dob.day" in ada.requirements.currently_due
    refusal(stripe.error.InvalidRequestError, stripe.Account.delete_person, account.id, ada.id)
    assert stripe.Account.delete_person(account.id, made[1].id).deleted is True
    token = stripe.Token.create(person={"first_name": "Grace"})
    assert stripe.Account.create_person(account.id, person_token=token.id).first_name == "Grace"


def refusal(kind, call, *arguments, **parameters):
    try:
        call(*arguments, **parameters)
    except kind as error:
        return error
    raise AssertionError("The call was not refused.")


cases = [
    booleans,
    nested_lists,
    expand,
    metadata_and_empty_values,
    provided_details,
    integers_ranges_and_pages,
    cancel_and_redact,
    idempotency,
    errors,
    versions,
    customers,
    uploads,
    webhooks,
    accounts,
    persons,
]
outcomes = {}
for case in cases:
    try:
        case()
        outcomes[case.__name__] = None
    except Exception:
        outcomes[case.__name__] = traceback.format_exc()
print(json.dumps(outcomes))
