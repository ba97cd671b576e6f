#!/usr/bin/env bash
# Plan Ledger (resume -> ledger entries), as the test plan has it.
here="$(dirname "$0")"
. "$here/calls.sh"
. "$here/seed.sh"
trap clean_up EXIT
request POST /resume
expect '.statusCode == 200'
request GET /ledger
expect '.statusCode == 200'
expect "$entries | length >= 1"
expect "$entries | any(.event_type == \"PLAN_RESUMED\")"
request GET ''
expect '.body | fromjson | .plan.plan_status == "ACTIVE"'
