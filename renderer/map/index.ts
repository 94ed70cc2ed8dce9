export { loadMapData, type MapData } from './data/load.js';
export { placesOf, type Place } from './data/places.js';
export { symbolAtlas, type Atlas } from './layers/atlas.js';
export { EMPTY_TREE, sameTree, treeShape, type TreeShape } from './layers/tree.js';
export { lookedAt, mapNames } from './labels/names.js';
export { placeLabels, type PlacedLabel } from './labels/place.js';
export { within } from './labels/rect.js';
export { referencePxPerMinute } from './scale.js';
export { createSurface, type Surface } from './surface/index.js';
