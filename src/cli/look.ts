import type { Look } from '../reporters/look.ts';
import { FEWEST_COLUMNS } from './output.ts';
import type { Plan } from './preflight.ts';
import { placeOf } from './sdk.ts';
import type { Output, Shell } from './shell.ts';

/** What a report may know of who reads it: https://no-color.org wins over https://force-color.org. */
export function lookOf(
  { local, noColor, env }: Pick<Plan, 'local' | 'noColor' | 'env'>,
  out: Output,
  shell: Pick<Shell, 'env'>,
): Look {
  const { FORCE_COLOR, NO_COLOR, COLUMNS = '' } = shell.env;
  const asked = /^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : undefined;
  const wanted = FORCE_COLOR ? !['0', 'false'].includes(FORCE_COLOR) : out.isTty;
  return {
    color: wanted && !noColor && !NO_COLOR,
    // Asked for anew each time: a terminal may change its width while a run goes on.
    get columns() {
      return out.isTty ? out.columns : Math.max(FEWEST_COLUMNS, asked ?? out.columns);
    },
    whole: !out.isTty && asked === undefined,
    place: local ? { name: 'an embedded account' } : placeOf(env),
  };
}
