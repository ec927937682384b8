// Reads BPMN from its input; prints the warnings of bpmn-moddle, and what it found, as JSON.
import { readFileSync } from 'node:fs';
import { BpmnModdle } from './bpmn-moddle.mjs';

const { rootElement, warnings, references } = await new BpmnModdle().fromXML(readFileSync(0, 'utf8'));
const processes = rootElement.rootElements.filter((row) => row.$type === 'bpmn:Process');
const elements = processes.flatMap((row) => row.flowElements);
const drawn = rootElement.diagrams.flatMap((row) => row.plane.planeElement).map((row) => row.bpmnElement && row.bpmnElement.id);
console.log(JSON.stringify({
  warnings: warnings.map((row) => row.message),
  references: references.length,
  processes: processes.map((row) => row.id),
  elements: elements.map((row) => row.id),
  notDrawn: elements.map((row) => row.id).filter((id) => !drawn.includes(id)),
}));
