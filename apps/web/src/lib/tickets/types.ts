import type { ResponseOf } from '@noxdesk/contracts';
import type { endpoints } from '../api/index.js';

export type DepartmentRef = ResponseOf<typeof endpoints.departments.list>[number];
export type Assignee = ResponseOf<typeof endpoints.departments.assignees>[number];
