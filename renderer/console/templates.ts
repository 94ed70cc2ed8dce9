import type { Template } from '../../preload/contract/index.js';

/** Whether this console has a field for each of the template's parameters. */
const canFill = ({ parameters }: Template): boolean =>
  Object.values(parameters.properties).every(
    (parameter) => parameter.type === 'string' && parameter.format === 'tier:district' && parameter.enum === undefined,
  );

/** The templates that the officer can pick here, in the backend's order. */
export const fillable = (templates: readonly Template[]): readonly Template[] => templates.filter(canFill);
