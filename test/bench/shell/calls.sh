# What every script of the suite calls. To be sourced.
set -euo pipefail
: "${AWS_REGION:?}" "${REVENUE_PLANS_TABLE_NAME:?}"
aws="${AWS_COMMAND:-aws}"
api="${PLAN_LIFECYCLE_API_FUNCTION_NAME:-cc-native-plan-lifecycle-api}"
governance="${PHASE7_GOVERNANCE_E2E_FUNCTION_NAME:-cc-native-phase7-governance-e2e}"
answer="$(mktemp)"

dynamodb() {
  "$aws" dynamodb "$@" --region "$AWS_REGION" ${AWS_ENDPOINT_URL_DYNAMODB:+--endpoint-url "$AWS_ENDPOINT_URL_DYNAMODB"}
}

invoke() { # function, payload
  "$aws" lambda invoke --function-name "$1" --payload "$2" $CLI_BINARY_FORMAT \
    --region "$AWS_REGION" ${AWS_ENDPOINT_URL_LAMBDA:+--endpoint-url "$AWS_ENDPOINT_URL_LAMBDA"} \
    "$answer" > /dev/null
}

request() { # method, path below /plans/:planId
  invoke "$api" "$(jq -nc --arg method "$1" --arg below "$2" --arg plan "$plan_id" --arg account "$account_id" --arg tenant "$tenant_id" '
    { httpMethod: $method, path: ("/plans/" + $plan + $below), resource: ("/plans/{planId}" + $below),
      pathParameters: { planId: $plan }, queryStringParameters: { account_id: $account },
      multiValueQueryStringParameters: { account_id: [$account] }, body: null, isBase64Encoded: false,
      requestContext: { authorizer: { claims: { "custom:tenant_id": $tenant } } } }')"
}

expect() { # a jq expression that must hold for the last answer
  jq -e "$1" "$answer" > /dev/null || { echo "FAILED: $1: $(cat "$answer")" >&2; exit 1; }
}

# The body of an API answer is JSON in JSON.
entries='(.body | fromjson | .entries)'

clean_up() {
  dynamodb delete-item --table-name "$REVENUE_PLANS_TABLE_NAME" \
    --key "$(jq -nc --arg pk "$pk" --arg sk "PLAN#$plan_id" '{ pk: { S: $pk }, sk: { S: $sk } }')"
  rm -f "$answer"
}
