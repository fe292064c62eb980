import { leadsThroughAndBack } from "../../gate/journeys.ts";
import { caddy } from "../../gate/proxies/caddy.ts";

leadsThroughAndBack(caddy);
