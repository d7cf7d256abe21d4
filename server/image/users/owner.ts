import type { Instruction } from '../../model/dockerfile.ts';
import type { StageView } from '../target.ts';
import { accountsMade } from './accounts.ts';
import { usersOf } from './users.ts';

/**
 * The user that a stage ends with, or the image that is built on it, as `--chown` writes it at an instruction. Undefined for
 * root, for an unknown user, and for the accounts of `without`.
 */
export function ownerOf(
  stage: StageView,
  at?: Instruction,
  without: ReadonlySet<string> = new Set(),
): string | undefined {
  const { final } = stage.target;
  const end = final?.ancestry.includes(stage) ? final : stage;
  const text = end.image.user ?? '';
  const [user = '', group] = text.split(':');
  if (
    !/^[\w.-]+(?::[\w.-]*)?$/.test(text) ||
    user === '0' ||
    user === 'root' ||
    without.has(user) ||
    (group && without.has(group))
  ) {
    return undefined;
  }
  if (/^\d+$/.test(user)) {
    return `${user}:${group || user}`;
  }
  const users = usersAt(stage, 'passwd', at);
  if (users.complete && !users.ids.has(user)) {
    const id = usersOf(end).end.ids.get(user);
    return id && `${id}:${id}`;
  }
  const groups = usersAt(stage, 'group', at);
  const own = group || (groups.ids.has(user) ? user : undefined);
  return own === undefined || (groups.complete && !groups.ids.has(own)) ? user : `${user}:${own}`;
}

const usersAt = (stage: StageView, list: 'passwd' | 'group', at: Instruction | undefined) => {
  const known = usersOf(stage, list);
  return (at && known.at.get(at)) ?? known.end;
};

/** The numbers that a Dockerfile gives to an account in one of its stages, as `uid:gid`. */
export function numbersOf(name: string, { target }: StageView): string | undefined {
  const made = accountsMade(target).flatMap((account) => account.made);
  const user = made.find((one) => one.kind === 'user' && one.name === name);
  if (user?.id === undefined || !/^\d+$/.test(user.id)) {
    return undefined;
  }
  const named = user.groups.find((group) => made.some((one) => one.kind === 'group' && one.name === group)) ?? name;
  const group = made.find((one) => one.kind === 'group' && one.name === named)?.id;
  return `${user.id}:${group && /^\d+$/.test(group) ? group : user.id}`;
}
