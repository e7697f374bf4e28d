import type { SlaCompliance } from '@noxdesk/contracts';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

export type SlaTargetName = SlaCompliance['rows'][number]['target'];

export const TARGET_LABEL: Record<SlaTargetName, MessageDescriptor> = {
  first_response: msg`Primera respuesta`,
  next_response: msg`Siguiente respuesta`,
  resolution: msg`Resolución`,
};
