import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../lib/api/index.js';
import { useAssignees, useDepartments } from '../../lib/tickets/queries.js';
import type { Option } from './resource/types.js';
import { useWholeList } from './resource/use-resource.js';

/** What a select offers to leave a reference empty. */
export const NONE = '';

export const orNull = (value: unknown): string | null =>
  value === NONE || value === undefined ? null : String(value);

export function useDepartmentOptions(): Option[] {
  return (useDepartments().data ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
}

export function usePlanOptions(): Option[] {
  const plans = useWholeList<{ id: string; name: string }>('plans', endpoints.plans.list);
  return (plans.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
}

/** Those who can work in a department: agents and admins, of however many users. */
export function useStaffOptions(): Option[] {
  return (useAssignees().data ?? []).map(({ id, name, email }) => ({
    value: id,
    label: `${name} · ${email}`,
  }));
}

export function useRoleOptions(): Option[] {
  const { t } = useLingui();
  return [
    { value: 'customer', label: t`Cliente` },
    { value: 'agent', label: t`Agente` },
    { value: 'admin', label: t`Administrador` },
  ];
}

export const LOCALE_OPTIONS: readonly Option[] = [
  { value: 'es', label: 'Español' },
  { value: 'en', label: 'English' },
];
