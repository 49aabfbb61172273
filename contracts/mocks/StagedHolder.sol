// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {IAssetHolder} from "../wallet/IAssetHolder.sol";
import {Asset, AssetKind} from "../wallet/IWalletTypes.sol";

/// @title StagedHolder
/// @notice An account that obeys an executor, as long as a test doesn't lock it.
contract StagedHolder is IAssetHolder, ERC721Holder, ERC1155Holder {
    address private immutable EXECUTOR;
    bool private _locked;
    bool private _refusing;

    constructor(address executor) {
        EXECUTOR = executor;
    }

    receive() external payable {
        require(!_refusing);
    }

    /// @notice Lets nothing go, or lets it go again.
    function lock(bool locked) external {
        _locked = locked;
    }

    /// @notice Takes no ether, or takes it again.
    function refuse(bool refusing) external {
        _refusing = refusing;
    }

    /// @notice Makes a call.
    function execute(address target, bytes calldata data) external {
        (bool success, bytes memory result) = target.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
    }

    /// @notice Whoever has it call is its owner.
    function isOwnersAct(address) external pure returns (bool) {
        return true;
    }

    /// @inheritdoc IAssetHolder
    function release(address account, Asset calldata asset, address to, uint256 amount) external {
        if (msg.sender != EXECUTOR) revert HolderUnauthorized(msg.sender);
        if (_locked || account != address(this)) revert HolderRefused(account, asset.token);
        if (asset.kind == AssetKind.NATIVE) {
            (bool sent, ) = to.call{value: amount}("");
            require(sent);
        } else if (asset.kind == AssetKind.ERC20) IERC20(asset.token).transfer(to, amount);
        else if (asset.kind == AssetKind.ERC721) IERC721(asset.token).safeTransferFrom(account, to, asset.id);
        else IERC1155(asset.token).safeTransferFrom(account, to, asset.id, amount, "");
    }
}
