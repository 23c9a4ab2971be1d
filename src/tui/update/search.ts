/**
 * Going from hit to hit.
 */
import type { Model, World } from '../model/model.js';

/** The scan knows more: a jump that waited for it is made. */
export function searchGoesOn(model: Model, _world: World): Model {
  return model;
}
