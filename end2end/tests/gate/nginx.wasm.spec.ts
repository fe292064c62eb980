import { servesScripts } from "../../gate/journeys.ts";
import { nginx } from "../../gate/proxies/nginx.ts";

servesScripts(nginx);
