import { insertEnv } from '../../edits/insert.ts';
import { type PortReport, type PortUse, portReport, type WrongPort } from '../../image/ports/uses.ts';
import type { StageView } from '../../image/target.ts';
import type { PlanImage } from '../../model/plan.ts';
import type { Range, TextEdit } from '../../model/text.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { listed } from '../wording.ts';

export const rule: Rule = {
  id: 'port-mismatch',
  severity: 'warning',
  title: 'EXPOSE, PORT, --port or the code names another port than the plan',
  fix: "the plan's port in every place (safe if the code is known to follow)",
  why: `Compose files, health checks and other services reach an image at the ports of the plan. A service that listens on
another port runs, but cannot be reached. The rule looks at the final image: at EXPOSE; at the variables PORT, SERVICE_PORT,
APP_PORT, API_PORT, HTTP_PORT, SERVER_PORT, UVICORN_PORT, FLASK_RUN_PORT and those named after the image; at \`--port\`, \`-p\`,
\`--bind\`, \`-b\` and \`runserver\` of CMD and ENTRYPOINT; and at the port that the script or module of CMD listens on, where its text tells (a number, or a variable of the
environment and its default). Next to the plan's port, further ones are fine: for TLS, for an administrator.

A wrong port is one finding. The fix changes it wherever it stands: EXPOSE, variables, arguments and the health check. It is
safe if the plan names one port, the port comes from a variable or an argument, and nothing else mentions it.`,
  *dockerfile(target) {
    const { final, build } = target;
    const report = portReport(target);
    if (!report || !final || !build.image) {
      return;
    }
    for (const wrong of report.wrong) {
      yield finding(wrong, report, final, build.image);
    }
  },
};

function finding(wrong: WrongPort, report: PortReport, final: StageView, image: PlanImage): Finding {
  const { port, uses, inCode, others } = wrong;
  const { file } = final.target;
  const named = uses.filter(({ kind }) => kind !== 'probe');
  const [first] = named;
  const start = first ?? { range: startOf(final), what: codeOf(report) };
  const plan = `the plan says ${listed(image.ports.map(String))} for ${image.id}`;
  const also = others.length > 0 ? ` (and ${listed(others.map(String))})` : '';
  const code = inCode && first ? ` ${codeOf(report)} listens on it.` : '';
  const verb = first ? 'says' : 'listens on';
  return {
    range: start.range,
    message: `${start.what} ${verb} port ${port}${also}, but ${plan}: other services may not reach it.${code}`,
    related: uses
      .filter((use) => use !== first)
      .map(({ range, what }) => ({ path: file.path, range, message: `${what} names port ${port} too.` })),
    fixes: fixesOf(wrong, report, final, image),
  };
}

/** `main.py, which reads API_PORT,`. */
function codeOf({ code }: PortReport): string {
  const { name = '', variable, isDefault } = code ?? {};
  return variable !== undefined && isDefault ? `${name} (${variable} is not set)` : name;
}

/** What starts the code, where it stands in this Dockerfile. */
function startOf({ image, from, ownSteps }: StageView): Range {
  const started = image.cmd?.instruction ?? image.entrypoint?.instruction;
  return (ownSteps.find(({ instruction }) => instruction === started)?.instruction ?? from).range;
}

function fixesOf(wrong: WrongPort, report: PortReport, final: StageView, image: PlanImage): readonly Fix[] {
  const { file } = final.target;
  const [port] = image.ports;
  const exposed = wrong.uses.filter(({ kind }) => kind === 'expose');
  // The same port would be exposed twice.
  const isTwice = new Set(exposed.map(({ range }) => protocolAt(file.text, range))).size < exposed.length;
  if (port === undefined || image.ports.length > 1 || wrong.others.length > 0 || isTwice) {
    return [];
  }
  const variable = missingVariable(wrong, report);
  const added = variable === undefined ? undefined : insertEnv(file, final, `ENV ${variable}=${port}`);
  const places = new Map(wrong.uses.flatMap(({ digits }) => (digits ? [[digits.start, digits] as const] : [])));
  const edits: readonly TextEdit[] = [
    ...[...places.values()].map((range) => ({ range, text: String(port) })),
    ...(added ? [added] : []),
  ];
  // Half of the places would leave the finding where it is.
  if (edits.length === 0 || wrong.uses.some(({ digits }) => digits === undefined)) {
    return [];
  }
  const isWhole = variable === undefined || added !== undefined;
  const safe =
    isWhole &&
    report.planned.size === 1 &&
    codeFollows(wrong, report) &&
    !isMentioned(wrong.port, [...places.values()], final);
  return [{ title: `Use port ${port}`, edits: { [file.path]: edits }, safe }];
}

const protocolAt = (text: string, { start, end }: Range): string =>
  /\/(\w+)/.exec(text.slice(start, end))?.[1] ?? 'tcp';

/** The variable that has to be set, because the code would listen on the wrong port without it. */
const missingVariable = ({ port }: WrongPort, { code }: PortReport): string | undefined =>
  code?.isDefault && code.effective === port ? code.variable : undefined;

/** Whether the service certainly listens on the plan's port when the Dockerfile says so. */
function codeFollows({ port }: WrongPort, { code, uses, planned, wrong }: PortReport): boolean {
  const willBeRight = (one: number): boolean => planned.has(one) || wrong.some((other) => other.port === one);
  const options = uses.filter(({ kind }) => kind === 'option');
  if (options.length > 0) {
    return options.every((use) => willBeRight(use.port));
  }
  if (code && !code.isCertain) {
    return false;
  }
  if (code?.effective !== undefined) {
    return planned.has(code.effective) || (code.variable !== undefined && willBeRight(code.effective));
  }
  // The code reads a variable that is set when the container starts, if at all.
  const isOpen = code !== undefined && code.variable !== undefined;
  return !isOpen && uses.some((use) => isSetting(use) && use.isOwn && (use.port === port || planned.has(use.port)));
}

const isSetting = ({ kind }: PortUse): boolean => kind === 'variable';

/** Whether another instruction of the image has the number of a port too. */
function isMentioned(port: number, changed: readonly Range[], { ownSteps, target }: StageView): boolean {
  const number = new RegExp(`(?<!\\d)${port}(?!\\d)`, 'g');
  return ownSteps.some(({ stage, instruction: { keyword, range } }) => {
    if (stage.target !== target || !/^(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|RUN)$/.test(keyword)) {
      return false;
    }
    const found = [...target.file.text.slice(range.start, range.end).matchAll(number)].map(
      ({ index }) => range.start + index,
    );
    return found.some((at) => !changed.some(({ start, end }) => start <= at && at < end));
  });
}
