import type { Range } from '../../model/text.ts';

/** A YAML document as a small tree with ranges; what compose files and the plan are read from. */
export type YamlNode = YamlScalar | YamlMap | YamlSeq | YamlAlias;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes and escapes resolved: `1.10` where the value is 1.1. */
  readonly source: string;
  readonly range: Range;
}

export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** A key that stands twice gives two pairs. */
export interface YamlMap {
  readonly kind: 'map';
  readonly pairs: readonly YamlPair[];
  readonly range: Range;
}

export interface YamlSeq {
  readonly kind: 'seq';
  readonly items: readonly YamlNode[];
  readonly range: Range;
}

/** `*name`, and the node with that anchor. The node ends before the alias, so that no tree contains itself. */
interface YamlAlias {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: YamlNode | undefined;
  readonly range: Range;
}

export interface YamlFile {
  readonly root: YamlNode | undefined;
  readonly errors: readonly { readonly message: string; readonly range: Range }[];
}
