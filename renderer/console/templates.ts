import type { Template } from '../../preload/contract/index.js';

/** Whether this console has a field for each of the template's parameters, and may issue it alone. */
const canFill = ({ approvals, parameters }: Template): boolean =>
  approvals === 0 &&
  Object.values(parameters.properties).every(
    (parameter) => parameter.type === 'string' && parameter.format === 'tier:district' && parameter.enum === undefined,
  );

/** The templates that the officer can pick here, in the backend's order. */
export const fillable = (templates: readonly Template[]): readonly Template[] => templates.filter(canFill);
