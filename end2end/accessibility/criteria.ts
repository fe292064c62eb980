// The success criteria of WCAG 2.2, level A and AA: what each asks of people beyond what the checks prove, or why it does not apply.

export interface Criterion {
  number: string;
  name: string;
  level: "A" | "AA";
  /** Why nothing on these pages is subject to it. */
  absent?: string;
  /** What only a person can judge, and what was looked at. */
  byHand?: string;
  /** Specs of the journeys that prove it, too. */
  specs?: string;
}

const NO_MEDIA = "there is neither sound nor video";

export const CRITERIA: Criterion[] = [
  { number: "1.1.1", name: "Non-text Content", level: "A", byHand: "Whether names fit their pictures. Looked at: the QR code, beside which its key stands as text; logo and key of the start page are decoration and hidden." },
  { number: "1.2.1", name: "Audio-only and Video-only", level: "A", absent: NO_MEDIA },
  { number: "1.2.2", name: "Captions (Prerecorded)", level: "A", absent: NO_MEDIA },
  { number: "1.2.3", name: "Audio Description or Media Alternative", level: "A", absent: NO_MEDIA },
  { number: "1.2.4", name: "Captions (Live)", level: "AA", absent: NO_MEDIA },
  { number: "1.2.5", name: "Audio Description (Prerecorded)", level: "AA", absent: NO_MEDIA },
  { number: "1.3.1", name: "Info and Relationships", level: "A", byHand: "Whether everything that looks like a heading, list or group is one. Looked at: the markup of all pages." },
  { number: "1.3.2", name: "Meaningful Sequence", level: "A", byHand: "Whether the order in the document is that of the meaning. Looked at: the markup of all pages, and pictures of six of them at 320 pixels, where they stand in one column in that order." },
  { number: "1.3.3", name: "Sensory Characteristics", level: "A", byHand: "Whether a sentence names something by its place, shape or colour alone. Looked at: all sentences; “this picture” stands right above the QR code." },
  { number: "1.3.4", name: "Orientation", level: "AA" },
  { number: "1.3.5", name: "Identify Input Purpose", level: "AA", specs: "pages.spec.ts" },
  { number: "1.4.1", name: "Use of Color", level: "A", byHand: "Whether colour is alone anywhere. Looked at: pictures of nine states in forced colours; messages have a sign, the step has a mark, links are underlined or stand in a list of links." },
  { number: "1.4.2", name: "Audio Control", level: "A", absent: NO_MEDIA },
  { number: "1.4.3", name: "Contrast (Minimum)", level: "AA" },
  { number: "1.4.4", name: "Resize Text", level: "AA" },
  { number: "1.4.5", name: "Images of Text", level: "AA", byHand: "Looked at: all pictures. The digits of the key on the start page are text in a drawing." },
  { number: "1.4.10", name: "Reflow", level: "AA" },
  { number: "1.4.11", name: "Non-text Contrast", level: "AA", byHand: "Whether a drawing that matters stands out. Looked at: the marks of the steps, the signs of messages and the waiting button, on pictures in light, dark and forced colours." },
  { number: "1.4.12", name: "Text Spacing", level: "AA" },
  { number: "1.4.13", name: "Content on Hover or Focus", level: "AA", absent: "nothing appears on hover or focus but the link that skips to the content, which covers no content" },
  { number: "2.1.1", name: "Keyboard", level: "A" },
  { number: "2.1.2", name: "No Keyboard Trap", level: "A" },
  { number: "2.1.4", name: "Character Key Shortcuts", level: "A", absent: "there are no shortcuts" },
  { number: "2.2.1", name: "Timing Adjustable", level: "A", byHand: "Sessions, sign-ins and set-ups end after a time, for security's sake. Whoever runs the service sets how long sessions last (`session_idle_minutes`, `session_max_hours`); nobody is warned before. A code of the app ends after 30 seconds, and the service takes it for some time after." },
  { number: "2.2.2", name: "Pause, Stop, Hide", level: "A", byHand: "Only the sign of a waiting button turns, for as long as it waits." },
  { number: "2.3.1", name: "Three Flashes or Below Threshold", level: "A", byHand: "Nothing flashes. Looked at: the style sheets' animations, of which there is one." },
  { number: "2.4.1", name: "Bypass Blocks", level: "A" },
  { number: "2.4.2", name: "Page Titled", level: "A", byHand: "Whether titles are understood. Looked at: all of them." },
  { number: "2.4.3", name: "Focus Order", level: "A" },
  { number: "2.4.4", name: "Link Purpose (In Context)", level: "A", byHand: "Whether links and their sentences say where they lead. Looked at: all of them." },
  { number: "2.4.5", name: "Multiple Ways", level: "AA", byHand: "Not met by every page: start, account and posts are linked in the header of all pages, steps of a process need one way only, but `/api` is linked nowhere and posts on further pages are reached from page to page alone." },
  { number: "2.4.6", name: "Headings and Labels", level: "AA", byHand: "Whether headings and labels describe. Looked at: all of them." },
  { number: "2.4.7", name: "Focus Visible", level: "AA" },
  { number: "2.4.11", name: "Focus Not Obscured (Minimum)", level: "AA" },
  { number: "2.5.1", name: "Pointer Gestures", level: "A", absent: "a press is all that is ever needed" },
  { number: "2.5.2", name: "Pointer Cancellation", level: "A", byHand: "Buttons and links are the browser's own, which act when the finger is lifted. Looked at: the scripts' listeners." },
  { number: "2.5.3", name: "Label in Name", level: "A" },
  { number: "2.5.4", name: "Motion Actuation", level: "A", absent: "no movement of the device does anything" },
  { number: "2.5.7", name: "Dragging Movements", level: "AA", absent: "nothing is dragged" },
  { number: "2.5.8", name: "Target Size (Minimum)", level: "AA" },
  { number: "3.1.1", name: "Language of Page", level: "A" },
  { number: "3.1.2", name: "Language of Parts", level: "AA", byHand: "What people have typed themselves, such as posts, may be in any language and is not marked. The switch in the footer names each language in itself, and marks it. All else is in the page's." },
  { number: "3.2.1", name: "On Focus", level: "A" },
  { number: "3.2.2", name: "On Input", level: "A", byHand: "The sixth digit of a code sends its form, which its hint tells beforehand. All else waits for its button." },
  { number: "3.2.3", name: "Consistent Navigation", level: "AA", byHand: "One header makes the navigation of all pages. Looked at: its source." },
  { number: "3.2.4", name: "Consistent Identification", level: "AA", byHand: "Whether the same has the same name everywhere. Looked at: all labels and buttons." },
  { number: "3.2.6", name: "Consistent Help", level: "A", absent: "no page offers help or a contact; whoever runs the service and adds one has to put it in the same place everywhere" },
  { number: "3.3.1", name: "Error Identification", level: "A" },
  { number: "3.3.2", name: "Labels or Instructions", level: "A", byHand: "Whether labels and hints suffice. Looked at: all forms." },
  { number: "3.3.3", name: "Error Suggestion", level: "AA", byHand: "Whether sentences say how to do it right. Looked at: all sentences of refusals. Which of address and password was wrong is not told, for security's sake." },
  { number: "3.3.4", name: "Error Prevention (Legal, Financial, Data)", level: "AA", byHand: "Turning off asks for password and code on a page of its own. A post is removed at once and cannot be brought back: whether that needs a question is for the application to judge, of which posts are an example." },
  { number: "3.3.7", name: "Redundant Entry", level: "A", specs: "sign-in.spec.ts, register.spec.ts", byHand: "A refused form keeps what was typed, but for passwords and codes, which are asked for anew for security's sake." },
  { number: "3.3.8", name: "Accessible Authentication (Minimum)", level: "AA", specs: "pages.spec.ts, sign-in.wasm.spec.ts", byHand: "Nothing has to be remembered, solved or copied by hand: password managers fill in the fields, codes can be pasted, an app on the same device opens by a link. Looked at: all fields; none forbids pasting." },
  { number: "4.1.2", name: "Name, Role, Value", level: "A" },
  { number: "4.1.3", name: "Status Messages", level: "AA", byHand: "Whether screen readers really say it. Not tried with any so far: the tests listen to live regions by the rules that screen readers follow." },
];
