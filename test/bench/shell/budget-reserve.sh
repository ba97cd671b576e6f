#!/usr/bin/env bash
# Budget reserve (7.2), as the test plan has it.
here="$(dirname "$0")"
. "$here/calls.sh"
. "$here/seed.sh"
trap clean_up EXIT
invoke "$governance" "$(jq -nc --arg plan "$plan_id" --arg tenant "$tenant_id" --arg account "$account_id" '
  { action: "budget_reserve", plan_id: $plan, tenant_id: $tenant, account_id: $account }
  | . + { body: tojson }')"
expect '.statusCode == 200'
request GET /ledger
expect '.statusCode == 200'
expect "$entries | any(.event_type == \"BUDGET_RESERVE\")"
