import { leadsThroughAndBack } from "../../gate/journeys.ts";
import { nginx } from "../../gate/proxies/nginx.ts";

leadsThroughAndBack(nginx);
