import type { Endpoint } from '@noxdesk/contracts';
import type { ReactNode } from 'react';

/** The values of a form by field; what they mean is the resource's matter. */
export type Values = Record<string, unknown>;

export interface Option {
  value: string;
  label: string;
}

export interface FieldSpec {
  name: string;
  label: string;
  kind:
    | 'text'
    | 'email'
    | 'password'
    | 'url'
    | 'number'
    | 'date'
    | 'select'
    | 'checkbox'
    | 'checks'
    | 'textarea'
    | 'custom';
  hint?: string | undefined;
  required?: boolean;
  options?: readonly Option[];
  min?: number;
  max?: number;
  maxLength?: number;
  minLength?: number;
  /** For `custom`: draws itself. */
  render?: (value: unknown, onChange: (value: unknown) => void) => ReactNode;
}

export interface Column<Item> {
  id: string;
  header: string;
  cell: (item: Item) => ReactNode;
  /** The columns a phone has room for. */
  always?: boolean;
}

/** Something an admin keeps: how it is listed, shown, edited and removed. One page draws them all. */
export interface Resource<Item extends { id: string | number }> {
  id: string;
  title: string;
  intro: string;
  addLabel: string;
  empty: { title: string; text: string };
  columns: readonly Column<Item>[];
  endpoints: { list: Endpoint; get?: Endpoint; create: Endpoint; change: Endpoint; remove: Endpoint };
  nameOf: (item: Item) => string;
  /** The item is null while a new one is made. */
  fields: (values: Values, item: Item | null) => readonly FieldSpec[];
  initial: (item: Item | null) => Values;
  toBody: (values: Values, item: Item | null) => object;
  /** What can be searched, where the list may grow long and its route takes a `search`. */
  searchLabel?: string;
  /** What is shown once after creation and never again. */
  secretOf?: (created: Item) => { label: string; value: string } | null;
  /** More that can be done with an item, inside its form. */
  extra?: (item: Item) => ReactNode;
}
