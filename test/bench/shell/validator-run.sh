#!/usr/bin/env bash
# Validator run (7.1), as the test plan has it.
here="$(dirname "$0")"
. "$here/calls.sh"
. "$here/seed.sh"
trap clean_up EXIT
request POST /resume
expect '.statusCode == 200'
request GET /ledger
expect '.statusCode == 200'
expect "$entries | any(.event_type == \"VALIDATOR_RUN\" or .event_type == \"VALIDATOR_RUN_SUMMARY\")"
request GET ''
expect '.body | fromjson | .plan.plan_status == "ACTIVE"'
